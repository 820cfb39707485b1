import DreyModel
import JarFile

/// A JAR's archive together with its path, in the terms that the checks use.
struct JarContents {
  let path: String
  let archive: JarArchive
  /// Entries that are classes of every Java release: not those for newer ones, not module descriptions.
  let classes: [JarEntry]

  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(Failure) {
    self.path = path
    do {
      archive = try JarArchive(bytes)
    } catch {
      throw Self.notAJar(bytes, path, error)
    }
    classes = archive.entries.filter { entry in
      entry.name.hasSuffix(".class") && !entry.name.hasPrefix("META-INF/") && entry.name != "module-info.class"
    }
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`, with a word about folders.
  static func open(_ path: String) throws(Failure) -> MappedFile {
    do {
      return try MappedFile(path: path)
    } catch {
      throw Failure(.usage, error.message, advice: "Give the JAR that your build made of the job.")
    }
  }

  private static func notAJar(_ bytes: UnsafeRawBufferPointer, _ path: String, _ error: JarError) -> Failure {
    let isExecutable = bytes.prefix(4).elementsEqual([0x7F, 0x45, 0x4C, 0x46])
    return Failure(
      .usage, isExecutable ? "\(path) is an executable, not a JAR" : "\(path) is not a JAR that can be read: \(error)",
      advice: "Give the JAR that your build made of the job.")
  }

  /// The first `limit` bytes of an entry.
  func content(of entry: JarEntry, limit: Int = .max) throws(Failure) -> [UInt8] {
    do {
      return try archive.content(of: entry, limit: limit)
    } catch {
      throw Failure(.usage, "\(path) is damaged: \(error)", advice: "Build or copy it anew.")
    }
  }

  /// A text file's content; nil where there is none of that name.
  func text(named name: String) throws(Failure) -> String? {
    guard let entry = archive.entry(named: name) else { return nil }
    return String(decoding: try content(of: entry, limit: 1 << 20), as: UTF8.self)
  }

  /// The value of a key in a Java properties file; nil where file or key are missing.
  func property(_ key: String, in name: String) throws(Failure) -> String? {
    let lines = try text(named: name)?.split(whereSeparator: \.isNewline) ?? []
    return lines.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
  }

  /// With the classes of Flink that it refers to; nil where the entry is no class file, since Java complains only when it
  /// loads it.
  func classFile(_ entry: JarEntry) throws(Failure) -> ClassFile? {
    let content = try content(of: entry)
    return try? ClassFile(content, references: "org/apache/flink/")
  }

  /// A class by its name with slashes.
  func classFile(named name: String) throws(Failure) -> ClassFile? {
    guard let entry = archive.entry(named: name + ".class") else { return nil }
    return try classFile(entry)
  }
}

extension String {
  /// A class's name as Java programs spell it, out of an entry's or a class file's: `a/B.class` is `a.B`.
  var asJavaName: String {
    String((hasSuffix(".class") ? dropLast(6) : self[...]).map { $0 == "/" ? "." : $0 })
  }
}
