import Glibc

/// How many pieces of memory of one size malloc has at hand. It reads that from the environment, before a program begins.
package enum MallocTuning {
    package static let variable = "GLIBC_TUNABLES"
    /// libfcgi keeps each of a request's twenty parameters in memory of its own, and malloc has seven of a size at hand unless told
    /// otherwise. With sixteen, a request with a remembered token takes a sixth less: 23.8 µs for 29.1, in ten rounds in turns.
    package static let value = "glibc.malloc.tcache_count=16"

    /// Starts this process anew with the tuning, as the same process, unless somebody has tuned it. Returns where that is so, or
    /// cannot be done. To be called before anything else: nothing of the process is left but its open files.
    package static func restartIfUntuned() {
        // It is there in the process that is started anew.
        guard unsafe getenv(variable) == nil, unsafe setenv(variable, value, 0) == 0 else { return }
        // By the file's own name, which the process then has in ps and top. One that was replaced meanwhile has none.
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return }
        unsafe execv(path, CommandLine.unsafeArgv)
        unsafe free(path)
    }
}
