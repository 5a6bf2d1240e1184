/// Where a setting comes from; earlier ones win.
enum SettingOrigin: String, CaseIterable, Sendable, CustomStringConvertible {
    case flag = "flag"
    case environment = "environment"
    case dotenv = ".env"
    case envFile = "--env-file"
    /// What systemd calls the directory that a unit's `CacheDirectory=` is.
    case cacheDirectory = "CACHE_DIRECTORY"
    /// What a profile has in the place of a default.
    case profile = "PROFILE"
    case standard = "default"

    var description: String { rawValue }
}
