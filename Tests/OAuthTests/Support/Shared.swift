import Synchronization

/// A value that a test and what it calls both see.
final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) {
        state = Mutex(value)
    }

    var value: Value {
        state.withLock(\.self)
    }

    func change(_ body: (inout Value) -> Void) {
        state.withLock { body(&$0) }
    }
}
