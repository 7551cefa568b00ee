// error: switch must be exhaustive
import Ports

// Every action of the model is carried out: a new one stops the build.

func isAboutNfc(_ action: CounterAction) -> Bool {
    switch action {
    case .armNfc, .disarmNfc: true
    case .announce, .askPermission, .checkDevice, .closeCamera, .createService, .keepHistory,
        .openCamera, .openSettings, .radio, .render, .restartScan, .runSystemReader, .secureScreen,
        .signal, .stopSystemReader, .wakeAt:
        false
    #if !WRONG
    case .wipe: false
    #endif
    }
}
