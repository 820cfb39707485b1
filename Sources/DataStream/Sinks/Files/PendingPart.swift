public import StreamRecords

/// A part of a ``FileSink``'s results that is whole, and not to be seen yet.
public struct PendingPart: StreamCodable, Equatable {
  /// Its name, and the tokens of job and attempt behind a dot.
  let name: String
  /// The folder that it belongs to, whichever committer gets to know of it; nil: an earlier release did not note it.
  let folder: FolderIdentity?

  init(_ name: String, in folder: FolderIdentity?) {
    self.name = name
    self.folder = folder
  }

  /// Names and folders have no NUL: a text without is what earlier releases wrote.
  private static let separator: Character = "\0"

  /// The name and the folder, as one text.
  public static func put(_ part: PendingPart, into writer: inout ByteWriter) {
    let texts = [part.name] + (part.folder.map { [$0.path, $0.node] } ?? [])
    String.put(texts.joined(separator: String(separator)), into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  public static func get(from reader: inout ByteReader) -> PendingPart {
    let texts = String.get(from: &reader).split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    let folder = texts.count == 3 ? FolderIdentity(path: texts[1], node: texts[2]) : nil
    return PendingPart(texts.first ?? "", in: folder)
  }
}

/// How many parts a subtask of a ``FileSink`` has begun.
public struct PartCount: StreamCodable, Equatable {
  let subtask: Int
  let count: Int
  /// The folder of the parts; nil: an earlier release did not note it.
  let folder: FolderIdentity?

  /// The numbers, and the folder.
  public static func put(_ parts: PartCount, into writer: inout ByteWriter) {
    Int.put(parts.subtask, into: &writer)
    Int.put(parts.count, into: &writer)
    guard let folder = parts.folder else { return }
    String.put(folder.path, into: &writer)
    String.put(folder.node, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  public static func get(from reader: inout ByteReader) -> PartCount {
    let (subtask, count) = (Int.get(from: &reader), Int.get(from: &reader))
    guard reader.remaining > 0 else { return PartCount(subtask: subtask, count: count, folder: nil) }
    let folder = FolderIdentity(path: String.get(from: &reader), node: String.get(from: &reader))
    return PartCount(subtask: subtask, count: count, folder: folder)
  }
}
