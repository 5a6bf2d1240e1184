import CFastCGI
import Glibc

/// The service manager that started this process, such as systemd.
public enum ServiceManager {
    /// Tells it that this process reads its settings anew, until it is told `READY=1`.
    public static func notifyReloading() {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        // The time tells systemd that this answers its signal, and not an earlier one.
        notify("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1_000)")
    }

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
