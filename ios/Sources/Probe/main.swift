// Plays one customer through the app, and looks through this process's own memory for what was shown:
// while the verdict stands, and after everything was wiped. Prints how often each needle was found, and
// nothing else.
//
//     Probe WAY FOLDER NEEDLES

import Foundation
import Ports
import Rehearsal

let arguments = CommandLine.arguments
guard arguments.count == 4 else { exit(2) }
do {
    let folder = URL(fileURLWithPath: arguments[2])
    let needles = try JSONDecoder().decode([[UInt8]].self, from: Data(contentsOf: URL(fileURLWithPath: arguments[3])))
    guard let way = Customer.Way(rawValue: arguments[1]) else { exit(2) }
    let customer = try Customer(way, folder: folder)
    var early: [Int] = []
    customer.onAnswer = { early = Memory.count(needles) }
    try customer.toVerdict()
    let before = Memory.count(needles)
    try customer.toEnd()
    let after = Memory.count(needles)
    let counts = ["early": early, "before": before, "after": after, "held": [customer.held]]
    print(String(decoding: try JSONEncoder().encode(counts), as: UTF8.self))
} catch {
    print("no run: \(type(of: error))")
    exit(1)
}
