public import DreyModel
import FoundationEssentials
import Glibc

/// The post-mortems of earlier runs below one folder. What is not a post-mortem of this user is left alone.
public struct PostMortemArchive: Sendable {
  /// A post-mortem in the archive.
  public struct Entry: Sendable, Equatable {
    public var path: String
    /// The cluster's name.
    public var cluster: String
    /// When it was written, in seconds since 1970.
    public var written: Int
  }

  /// How long a post-mortem stays: 14 days.
  public static let age: Duration = .seconds(14 * 86_400)
  /// How many stay: the newest 100.
  public static let capacity = 100

  let parent: String

  /// - Returns: nil if no post-mortems are written.
  public init?(_ place: PostMortemPlace = .standard, environment: [String: String]) {
    guard let parent = place.parent(environment: environment) else { return nil }
    self.parent = parent
  }

  /// Returns the folder that a run's post-mortem is written to, if the run fails.
  static func folder(of cluster: String, run: String, below parent: String) -> String {
    "\(parent)/\(prefix)\(cluster)-\(run.prefix(runDigits))"
  }

  private static let prefix = "drey-"
  private static let runDigits = 8

  /// Returns the post-mortems that are there, oldest first.
  public func entries() -> [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    return names.compactMap(entry).sorted { ($0.written, $0.path) < ($1.written, $1.path) }
  }

  /// Returns the newest post-mortem of a cluster of this name.
  func newest(of cluster: String) -> Entry? { entries().last { $0.cluster == cluster } }

  /// Returns the post-mortems that are older than ``age``, and the oldest of those that are more than ``capacity``.
  public func superfluous(now: Int) -> [Entry] {
    let entries = entries()
    let young = entries.filter { $0.written + Int(Self.age.components.seconds) > now }.suffix(Self.capacity)
    return entries.dropLast(young.count)
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure`.
  public func remove(_ entry: Entry) throws(Failure) {
    do { try FileManager.default.removeItem(atPath: entry.path) } catch {
      throw Failure(.infrastructure, "post-mortem \(entry.path) cannot be removed: \(error)")
    }
  }

  private func entry(_ name: String) -> Entry? {
    guard name.hasPrefix(Self.prefix), let dash = name.lastIndex(of: "-") else { return nil }
    let digits = name[name.index(after: dash)...]
    guard digits.count == Self.runDigits, digits.allSatisfy(\.isHexDigit) else { return nil }
    let path = "\(parent)/\(name)"
    var (status, summary) = (stat(), stat())
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
      lstat("\(path)/summary.txt", &summary) == 0
    else { return nil }
    return Entry(
      path: path, cluster: String(name[..<dash].dropFirst(Self.prefix.count)), written: summary.st_mtim.tv_sec)
  }
}
