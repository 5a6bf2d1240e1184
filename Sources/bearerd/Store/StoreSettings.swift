import SharedStore

/// The settings about a store that several machines share.
struct StoreSettings: Sendable {
    /// The values of `REDIS_ON_FAILURE`.
    enum Fallback: String, CaseIterable, Sendable {
        /// What cannot be told is refused.
        case refuse
        /// Used proofs are remembered by this machine meanwhile.
        case local
    }

    let url: RedisURL
    let onFailure: Fallback

    /// `nil` without a store.
    ///
    /// - Throws: ``SettingError`` for the first that is wrong.
    init?(_ reader: SettingReader) throws(SettingError) {
        onFailure = try reader.required(\.redisOnFailure)
        guard let url = try reader.value(\.redisURL) else { return nil }
        if url.password != nil, reader.text(SettingTable.standard.redisURL)?.origin == .flag {
            throw reader.error(\.redisURL, "a URL without a password, as everybody sees the flags of a process")
        }
        self.url = url
    }
}

extension SettingForm where Value == RedisURL {
    /// Where a Redis is, and as whom it is asked.
    static var redisURL: Self {
        let expected =
            "redis://[user:password@]host[:port][/database], unix:/path or redis+sentinel://host[:port]/primary"
        var form = Self("url", expected) { text throws(Reason) in
            do throws(RedisURL.Mistake) { return try RedisURL(text) } catch { throw Reason(error.description) }
        }
        form.shown = RedisURL.redacted
        return form
    }
}
