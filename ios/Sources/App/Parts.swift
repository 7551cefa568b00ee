import AVFoundation
import Foundation
import Ports
import Presenter
import SwiftUI
import UIKit

/// A text that is never cut off, whatever the size of type.
struct Paragraph: View {
    let text: String
    let font: Font

    var body: some View {
        Text(verbatim: text)
            .font(font)
            .multilineTextAlignment(.leading)
            .fixedSize(horizontal: false, vertical: true)
    }
}

/// The line over everything else.
struct BannerView: View {
    let text: String
    let tone: Tone

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: 8) {
            Image(systemName: tone.symbol).accessibilityHidden(true)
            Paragraph(text: text, font: .headline)
        }
        .padding(.all, 12)
        .frame(maxWidth: .infinity, alignment: .leading)
        .foregroundStyle(tone.palette.text.color)
        .background(tone.palette.ground.color)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(verbatim: text))
        .accessibilityIdentifier("banner.\(tone.rawValue)")
    }
}

struct BulletsView: View {
    let texts: [String]

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            ForEach(Array(texts.enumerated()), id: \.offset) { own in
                Paragraph(text: "・\(own.element)", font: .body)
                    .accessibilityLabel(Text(verbatim: own.element))
            }
        }
    }
}

/// The verdict: outline, word and colour.
struct BadgeView: View {
    let kind: VerdictKind
    let shape: Ports.Shape
    let word: String

    var body: some View {
        HStack(alignment: .center, spacing: 16) {
            Image(systemName: shape.symbol)
                .font(.largeTitle)
                .accessibilityHidden(true)
            Paragraph(text: word, font: .largeTitle)
        }
        .padding(.all, 16)
        .frame(maxWidth: .infinity, alignment: .leading)
        .foregroundStyle(kind.palette.text.color)
        .background(kind.palette.ground.color)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(verbatim: word))
        .accessibilityAddTraits(.isHeader)
        .accessibilitySortPriority(1)
        .accessibilityIdentifier("verdict.\(kind.rawValue)")
    }
}

struct WaitView: View {
    let who: String
    let elapsed: String
    let fraction: Double

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Paragraph(text: who, font: .headline)
            ProgressView(value: fraction)
                .accessibilityHidden(true)
            Paragraph(text: elapsed, font: .body)
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(verbatim: "\(who), \(elapsed)"))
        .accessibilityAddTraits(.updatesFrequently)
        .accessibilityIdentifier("wait")
    }
}

struct ChoicesView: View {
    let label: String
    let choices: [UiChoice]
    let app: AppModel

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Paragraph(text: label, font: .headline).accessibilityAddTraits(.isHeader)
            ForEach(choices, id: \.id) { choice in
                Button {
                    app.showcase.perform(.tell(.presetChosen(choice.id)))
                } label: {
                    HStack(alignment: .firstTextBaseline, spacing: 8) {
                        Image(systemName: choice.isChosen ? "checkmark.circle.fill" : "circle")
                            .accessibilityHidden(true)
                        Paragraph(text: choice.text, font: .body)
                    }
                    .frame(maxWidth: .infinity, minHeight: Target.least, alignment: .leading)
                }
                .buttonStyle(.bordered)
                .accessibilityLabel(Text(verbatim: choice.text))
                .accessibilityAddTraits(choice.isChosen ? .isSelected : AccessibilityTraits())
                .accessibilityIdentifier("preset.\(choice.id)")
            }
        }
    }
}

struct RowsView: View {
    let rows: [UiRow]

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            ForEach(Array(rows.enumerated()), id: \.offset) { own in
                RowView(row: own.element)
            }
        }
    }
}

struct RowView: View {
    let row: UiRow

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Paragraph(text: row.label, font: .footnote)
            if !row.value.isEmpty {
                Paragraph(text: row.value, font: .headline)
                    .privacySensitive(row.isPersonal)
            }
            if !row.note.isEmpty { Paragraph(text: row.note, font: .footnote) }
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(verbatim: row.spoken))
    }
}

/// The portrait. What cannot be made a picture is told to the model, which says so.
struct PortraitPicture: View {
    let data: Data?
    let document: Int
    let description: String
    let app: AppModel

    private var picture: UIImage? { data.flatMap(UIImage.init(data:)) }

    var body: some View {
        content
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(Text(verbatim: description))
            .accessibilityIdentifier("portrait.\(document)")
            .onChange(of: picture == nil, initial: true) { _, missing in
                if missing { app.showcase.perform(.tell(.portraitUnreadable(document: document))) }
            }
    }

    @ViewBuilder private var content: some View {
        if let picture {
            Image(uiImage: picture)
                .resizable()
                .scaledToFit()
                .frame(maxWidth: 320, maxHeight: 400)
        } else {
            Image(systemName: "person.crop.rectangle.badge.exclamationmark")
                .font(.largeTitle)
        }
    }
}

struct ButtonsView: View {
    let buttons: [UiButton]
    let app: AppModel

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            ForEach(buttons, id: \.id) { own in
                if own.isMain {
                    button(own).buttonStyle(.borderedProminent)
                } else {
                    button(own).buttonStyle(.bordered)
                }
            }
        }
    }

    private func button(_ own: UiButton) -> some View {
        Button {
            app.showcase.perform(own.command)
        } label: {
            Paragraph(text: own.text, font: .headline)
                .frame(maxWidth: .infinity, minHeight: Target.least)
        }
        .accessibilityLabel(Text(verbatim: own.text))
        .accessibilityIdentifier(own.id)
    }
}

/// What the camera sees.
struct CameraView: UIViewRepresentable {
    let session: AVCaptureSession

    func makeUIView(context: Context) -> PreviewView {
        let view = PreviewView(frame: .zero)
        view.show(session)
        return view
    }

    func updateUIView(_ uiView: PreviewView, context: Context) {
        uiView.show(session)
    }
}

final class PreviewView: UIView {
    override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

    func show(_ session: AVCaptureSession) {
        guard let preview = layer as? AVCaptureVideoPreviewLayer else { return }
        preview.session = session
        preview.videoGravity = .resizeAspectFill
    }
}

/// Sizes of what is touched.
enum Target {
    /// Points, by Apple's guidance; padding comes on top.
    static let least: CGFloat = 44
}

extension Rgb {
    var color: Color {
        Color(red: Double(red) / 255, green: Double(green) / 255, blue: Double(blue) / 255)
    }
}
