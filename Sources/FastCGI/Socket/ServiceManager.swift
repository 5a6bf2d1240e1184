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

    /// How often at least it wants to be told `WATCHDOG=1`, or it starts this process anew (sd_watchdog_enabled(3)); `nil` if it
    /// does not ask for that.
    public static var watchdogInterval: Duration? {
        guard let microseconds = environment("WATCHDOG_USEC").flatMap(Int64.init), microseconds > 0 else { return nil }
        if let process = environment("WATCHDOG_PID"), process != String(getpid()) { return nil }
        return .microseconds(microseconds)
    }

    /// What a variable of the environment says to this process.
    static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Tells it about the state of this process, such as `READY=1` (sd_notify(3)). Does nothing where there is none.
    public static func notify(_ state: String) {
        guard let path = environment("NOTIFY_SOCKET"), var address = SocketAddress(notifyPath: path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = address.send(Array(state.utf8), over: descriptor)
    }
}
