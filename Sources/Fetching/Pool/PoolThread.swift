import CCurl
import Glibc

/// A thread of the pool's own, from its start to its end: the threads that handlers run on must not wait.
final class PoolThread: Sendable {
    private let body: @Sendable () -> Void

    private init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    /// Runs `body` on a new thread, which nobody joins.
    static func start(_ body: @escaping @Sendable () -> Void) throws(HTTPClientError) {
        // The new thread takes this reference over.
        let context = unsafe Unmanaged.passRetained(PoolThread(body)).toOpaque()
        guard unsafe create(context) != 0 else { return }
        unsafe Unmanaged<PoolThread>.fromOpaque(context).release()
        throw CurlTransfer.failure(CURLE_OUT_OF_MEMORY)
    }

    private static func create(_ context: UnsafeMutableRawPointer) -> Int32 {
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<PoolThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            context
        )
        if result == 0 { pthread_detach(thread) }
        return result
    }

    private func run() {
        unsafe pthread_setname_np(pthread_self(), "fetching")
        body()
    }
}
