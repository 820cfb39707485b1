import ArgumentParser
import DreyDeploy
import DreyModel

/// Reads a length of time.
enum Timeout {
  /// `90s`, `10m`, `2h`, `250ms`, or a number of seconds.
  static func parse(_ text: String) throws -> Duration {
    do { return try Duration(parsing: text) } catch {
      throw ValidationError("\(error.message); write 90s, 10m or 2h")
    }
  }
}
