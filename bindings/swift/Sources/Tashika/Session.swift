/// Begins a session, takes events as they come, and gives what to do until it is over.
func rounds<Events: AsyncSequence & Sendable, Action: Sendable>(
    of events: Events,
    _ start: @escaping @Sendable () throws -> [Action],
    _ onEvent: @escaping @Sendable (Events.Element) throws -> [Action],
    isOver: @escaping @Sendable () -> Bool
) -> AsyncThrowingStream<Action, any Error> {
    AsyncThrowingStream { actions in
        let work = Task {
            do {
                for action in try start() { actions.yield(action) }
                for try await event in events {
                    for action in try onEvent(event) { actions.yield(action) }
                    if isOver() { break }
                }
                actions.finish()
            } catch {
                actions.finish(throwing: error)
            }
        }
        actions.onTermination = { _ in work.cancel() }
    }
}
