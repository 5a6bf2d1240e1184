import Glibc

func set(_ name: String, _ value: String) {
    unsafe setenv(name, value, 1)
}

func unset(_ name: String) {
    unsafe unsetenv(name)
}

/// A file, of any kind, is at `path`.
func isThere(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
}

/// From now on this process gets no descriptor of that number or a higher one.
func limitDescriptors(to count: Int) {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = rlim_t(count)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
