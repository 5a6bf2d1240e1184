/// Something of one worker's thread on its way through a handler, which may suspend: it can only be taken out on that thread.
struct Confined<Value>: @unchecked Sendable {
    private let confined: Value
    private let worker: Worker

    init(_ value: Value, to worker: Worker) {
        confined = value
        self.worker = worker
    }

    /// What was put in. The check is what makes it safe to send.
    var value: Value {
        precondition(worker.isCurrent, "a connection is touched on the thread of its worker only")
        return confined
    }
}
