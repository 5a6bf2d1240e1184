import Glibc

/// Which worker the calling thread is, for who keeps something for each, so that no two of them touch the same.
package enum WorkerNumber {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        unsafe pthread_key_create(&key, nil)
        return key
    }()

    /// From 1 on, in the order in which a server has them; 0 on every other thread.
    package static var current: Int {
        unsafe Int(bitPattern: pthread_getspecific(key))
    }

    /// The calling thread is this worker from now on.
    static func set(_ number: Int) {
        unsafe pthread_setspecific(key, UnsafeRawPointer(bitPattern: number))
    }
}
