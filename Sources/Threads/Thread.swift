import CThreads
import Glibc

/// What a thread does, from its start to its end.
///
/// Its start is not a closure of something isolated: such a closure would be isolated too, and trap at its first instruction.
package final class Thread: Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    package init(name: String, _ body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    /// Runs the body on a thread of its own, which nobody joins: the body itself tells that it ends.
    package func start() throws(NoThread) {
        // The new thread takes this reference over.
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let result = unsafe Self.create(context)
        guard result != 0 else { return }
        unsafe Unmanaged<Thread>.fromOpaque(context).release()
        throw NoThread(code: result)
    }

    private static func create(_ context: UnsafeMutableRawPointer) -> Int32 {
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Thread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            context
        )
        if result == 0 { pthread_detach(thread) }
        return result
    }

    private func run() {
        unsafe pthread_setname_np(pthread_self(), name)
        body()
    }
}

/// The system has no thread left.
package struct NoThread: Error {
    /// Its reason, as in `errno`.
    package let code: Int32
}
