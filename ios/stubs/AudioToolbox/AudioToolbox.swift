// A stand-in for type checks on Linux: what is used here, as Apple's documentation declares it. Nothing
// of it can be run.

// https://developer.apple.com/documentation/audiotoolbox/systemsoundid
public typealias SystemSoundID = UInt32

// https://developer.apple.com/documentation/audiotoolbox/audioservicesplaysystemsound(_:)
public func AudioServicesPlaySystemSound(_ inSystemSoundID: SystemSoundID) { fatalError() }
