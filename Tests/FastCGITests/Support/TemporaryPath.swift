/// A path in `/tmp` that nothing else has.
enum TemporaryPath {
    static func make() -> String {
        "/tmp/fastcgi-tests-\(UInt64.random(in: 0...(.max)))"
    }
}
