/// Where a setting comes from; earlier ones win.
enum SettingOrigin: String, CaseIterable, Sendable, CustomStringConvertible {
    case flag = "flag"
    case environment = "environment"
    case dotenv = ".env"
    case envFile = "--env-file"
    case standard = "default"

    var description: String { rawValue }
}
