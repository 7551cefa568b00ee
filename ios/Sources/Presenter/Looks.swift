import Ports

/// A colour.
public struct Rgb: Equatable, Sendable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }
}

/// Text and what is behind it: the same by day and by night, so that a verdict always looks alike.
public struct Palette: Equatable, Sendable {
    public var text: Rgb
    public var ground: Rgb
}

private let white = Rgb(255, 255, 255)
private let black = Rgb(0, 0, 0)

extension VerdictKind {
    public var palette: Palette {
        switch self {
        case .accept: Palette(text: white, ground: Rgb(0, 100, 60))
        case .cannotDecide: Palette(text: black, ground: Rgb(255, 205, 60))
        case .reject: Palette(text: white, ground: Rgb(165, 20, 30))
        case .testData: Palette(text: white, ground: Rgb(90, 40, 140))
        }
    }
}

extension Tone {
    public var palette: Palette {
        switch self {
        case .certified: Palette(text: white, ground: Rgb(20, 70, 130))
        case .notCertified: Palette(text: white, ground: Rgb(70, 70, 70))
        case .testData: Palette(text: white, ground: Rgb(90, 40, 140))
        }
    }

    /// A symbol of the system's own set.
    public var symbol: String {
        switch self {
        case .certified: "checkmark.seal"
        case .notCertified: "info.circle"
        case .testData: "exclamationmark.triangle"
        }
    }
}

extension Shape {
    /// A symbol of the system's own set: each has another outline and another sign.
    public var symbol: String {
        switch self {
        case .circle: "checkmark.circle"
        case .diamond: "questionmark.diamond"
        case .octagon: "xmark.octagon"
        case .square: "square.slash"
        }
    }
}
