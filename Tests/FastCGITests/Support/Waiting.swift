import Glibc

/// Waits until `condition` holds, a minute at most of a machine that has the time: whoever waits for what will not come fails,
/// and does not hang.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<30_000 {
        if try condition() { return true }
        usleep(2_000)
    }
    return false
}
