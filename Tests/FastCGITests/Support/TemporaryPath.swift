import Glibc
import Synchronization
import TestSupport

/// A path in `/tmp` that nothing else has; what is there is gone when the process ends.
enum TemporaryPath {
    static func make() -> String {
        let path = TemporaryDirectory.newPath()
        removesAtExit
        made.withLock { $0.append(path) }
        return path
    }

    private static let made = Mutex<[String]>([])

    private static let removesAtExit: Void = {
        atexit { made.withLock { paths in for path in paths { unsafe unlink(path) } } }
    }()
}
