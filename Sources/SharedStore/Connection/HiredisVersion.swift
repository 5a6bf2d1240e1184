import CHiredis

/// Which hiredis it is, such as `0.14.1`.
package enum HiredisVersion {
    /// The one whose headers this was compiled with; the library does not tell its own.
    package static let built = "\(HIREDIS_MAJOR).\(HIREDIS_MINOR).\(HIREDIS_PATCH)"
}
