import CFastCGI
import Glibc

/// The service manager that started this process, such as systemd.
public enum ServiceManager {
    /// Tells it about the state of this process, such as `READY=1` (sd_notify(3)). Does nothing where there is none.
    public static func notify(_ state: String) {
        guard let value = unsafe getenv("NOTIFY_SOCKET") else { return }
        let path = unsafe String(cString: value)
        guard var address = SocketAddress(notifyPath: path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard address.connect(descriptor) == 0 else { return }
        let bytes = Array(state.utf8)
        unsafe bytes.withUnsafeBytes { _ = unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
}
