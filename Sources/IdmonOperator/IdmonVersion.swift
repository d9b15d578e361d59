/// The version of this program, as `idmon version`, the User-Agent and the metrics tell it.
package enum IdmonVersion {
    package static let current = "0.1.0"
}
