import Glibc

/// Waits until `condition` holds, a minute at most: whoever waits for what will not come fails, and does not hang.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        if try condition() { return true }
        usleep(2_000)
    }
    return false
}
