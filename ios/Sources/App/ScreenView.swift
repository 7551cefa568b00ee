import Ports
import Presenter
import Radio
import SwiftUI
import UIKit

/// The one window: what the model shows, from top to bottom.
public struct ScreenView: View {
    private let app: AppModel
    @Environment(\.scenePhase) private var phase
    @Environment(\.isSceneCaptured) private var isCaptured

    public init(app: AppModel) {
        self.app = app
    }

    public var body: some View {
        content
            .onChange(of: phase, initial: true) { _, new in app.phase(new) }
    }

    /// Nothing of a customer while the app is not in front, or while the screen is recorded or mirrored.
    /// The system's own NFC sheet puts the app behind it, too: what is nobody's stays to be seen.
    private var isCovered: Bool {
        phase == .background || (app.isSecure && (phase != .active || isCaptured))
    }

    @ViewBuilder private var content: some View {
        if let screen = app.screen, !isCovered {
            ScrollView {
                VStack(alignment: .leading, spacing: 16) {
                    ForEach(Array(screen.model.blocks.enumerated()), id: \.offset) { own in
                        BlockView(block: own.element, screen: screen, app: app)
                    }
                }
                .padding(.all, 16)
                .frame(maxWidth: .infinity, alignment: .leading)
            }
            .accessibilityIdentifier("screen.\(screen.model.id)")
        } else {
            Cover()
        }
    }
}

/// What stands in place of everything.
struct Cover: View {
    var body: some View {
        Color.black
            .accessibilityHidden(true)
    }
}

/// One block.
struct BlockView: View {
    let block: Block
    let screen: HeldScreen
    let app: AppModel

    var body: some View {
        content
            .privacySensitive(block.isPersonal)
    }

    @ViewBuilder private var content: some View {
        switch block {
        case .banner(let text, let tone): BannerView(text: text, tone: tone)
        case .heading(let text):
            Paragraph(text: text, font: .title2).accessibilityAddTraits(.isHeader)
        case .section(let text):
            Paragraph(text: text, font: .headline).accessibilityAddTraits(.isHeader)
        case .paragraph(let text), .personal(let text): Paragraph(text: text, font: .body)
        case .bullets(let texts): BulletsView(texts: texts)
        case .badge(let kind, let shape, let word): BadgeView(kind: kind, shape: shape, word: word)
        case .progress(let who, let elapsed, let fraction):
            WaitView(who: who, elapsed: elapsed, fraction: fraction)
        case .choices(let label, let choices): ChoicesView(label: label, choices: choices, app: app)
        case .rows(let rows): RowsView(rows: rows)
        case .picture(let document, let description):
            PortraitPicture(
                data: screen.portraits[document], document: document, description: description, app: app)
        case .camera(let description):
            CameraView(session: app.camera)
                .frame(minHeight: 160)
                .accessibilityElement(children: .ignore)
                .accessibilityLabel(Text(verbatim: description))
                .accessibilityIdentifier("camera")
        case .buttons(let buttons): ButtonsView(buttons: buttons, app: app)
        }
    }
}
