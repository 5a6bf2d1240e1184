extension Duration {
    /// Whole seconds after which this long has passed, and never none: as `Retry-After` has them (RFC 9110 §10.2.3).
    package var secondsToWait: Int64 {
        max(1, Int64((self / .seconds(1)).rounded(.up)))
    }
}
