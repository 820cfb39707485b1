/// The record that the first run of an application's `main()` leaves to the runs in the workers, so that all of them build one
/// job.
public struct MainRecord: Sendable, Codable, Equatable {
  /// The values that `main()` made part of the job, as JSON, by the names it gave them.
  public var values: [String: String]
  /// By operator id, what its functions captured; nil: nothing is known of that.
  public var captures: [Int: CapturedValues]?
  /// The settings that decide how operators are built, such as the runtime mode, as text; nil: nothing is known of them.
  public var settings: String?

  public init(
    values: [String: String] = [:], captures: [Int: CapturedValues]? = nil, settings: String? = nil
  ) {
    self.values = values
    self.captures = captures
    self.settings = settings
  }

  /// The values of a job are bounded, since every worker is sent all of them: 4 MiB.
  public static let maximumSize = 4 << 20

  /// Checks that the values are not too large to be sent.
  /// - Throws: ``Failure`` of the domain `user` that names the largest value.
  public func validate() throws(Failure) {
    let size = values.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    guard size > Self.maximumSize, let largest = values.max(by: { $0.value.utf8.count < $1.value.utf8.count }) else {
      return
    }
    throw Failure(
      .user,
      "the values that main() made part of the job have \(size) bytes, allowed are \(Self.maximumSize); the largest is"
        + " '\(largest.key)' with \(largest.value.utf8.count)",
      advice: "Put what is large into a file that all workers can read, and make its path part of the job.")
  }
}
