import ChildProcess
import DreyModel
import FoundationEssentials

/// What Python does here: fetch a package, as a company's settings of pip say, and unpack it.
enum Python {
  /// Fetches Flink's libraries.
  /// - Returns: the archive's path: a wheel, or a source distribution where there is no wheel.
  /// - Throws: ``DreyModel/Failure``: no Python, no pip, no such version, index not reached.
  static func download(
    _ version: String, to folder: String, onLine: @escaping @Sendable (String) -> Void
  ) async throws -> String {
    let probe = try await run(["-m", "pip", "--version"])
    guard probe.termination.isSuccess else {
      throw Failure(
        .usage, "python3 has no pip, which fetches Apache Flink",
        advice: "Install it, on Debian with: apt-get install python3-pip; or give the files with --wheel PATH.")
    }
    let package = "apache-flink-libraries==\(version)"
    let arguments = ["-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    let result = try await run(arguments + ["--no-deps", "--dest", folder, package], onLine: onLine)
    guard result.termination.isSuccess else { throw failure(version, result.standardError) }
    guard let name = try? FileManager.default.contentsOfDirectory(atPath: folder).first else {
      throw Failure(.infrastructure, "pip fetched nothing for \(package)")
    }
    return "\(folder)/\(name)"
  }

  /// Unpacks what is around `lib/flink-dist-….jar` of an archive into a new folder.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`: no Python, no such archive, damaged.
  static func unpack(_ archive: String, to folder: String) async throws {
    let result = try await run(["-c", unpackProgram, archive, folder])
    guard result.termination.isSuccess else {
      throw Failure(
        .usage, "\(archive) cannot be used: \(result.standardError.last ?? "\(result.termination)")",
        advice: FlinkSource.advice)
    }
  }

  /// What pip's words mean.
  static func failure(_ version: String, _ output: [String]) -> Failure {
    let words = output.filter { $0.hasPrefix("ERROR") }.suffix(3)
    let text = output.joined(separator: "\n")
    let isUnreached = [
      "from versions: none", "connection", "Connection", "timed out", "ProxyError", "SSLError", "resolve",
    ]
    .contains(where: text.contains)
    if text.contains("No matching distribution"), !isUnreached {
      return Failure(
        .usage, "there is no Apache Flink \(version) on the package index",
        advice: "Give another --flink-version, or the files with --wheel PATH.", details: Array(words))
    }
    return Failure(
      .infrastructure, "Apache Flink \(version) cannot be fetched with pip",
      advice: "Set pip's index (PIP_INDEX_URL) or proxy, or give the files with --wheel PATH.",
      details: words.isEmpty ? Array(output.suffix(3)) : Array(words))
  }

  private static func run(
    _ arguments: [String], onLine: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> ChildProcess.Captured {
    do {
      let configuration = ChildProcess.Configuration(executable: "python3", arguments: arguments)
      return try await ChildProcess.capture(configuration, onLine: onLine)
    } catch SpawnError.executableNotFound {
      throw Failure(
        .usage, "there is no python3 on the PATH, which fetches and unpacks Apache Flink",
        advice: "Install it, on Debian with: apt-get install python3-pip; or give an unpacked folder with --wheel PATH."
      )
    }
  }

  // Only regular files below the folder that holds lib are written, and none elsewhere, whatever an archive says.
  private static let unpackProgram = """
    import os, re, shutil, sys, tarfile, zipfile
    archive, target = sys.argv[1:]
    def unpack(names, opened):
        found = [m.group(1) or '' for m in (re.match(r'(.*/)?lib/flink-dist[^/]*[.]jar$', n) for n in names) if m]
        if not found: sys.exit('there is no lib/flink-dist-*.jar in it')
        for name in names:
            parts = name[len(found[0]):].split('/')
            if not name.startswith(found[0]) or '..' in parts or '' in parts: continue
            path = os.path.join(target, *parts)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with opened(name) as source, open(path, 'wb') as file: shutil.copyfileobj(source, file, 1 << 20)
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as zip:
                unpack([i.filename for i in zip.infolist() if not i.is_dir()], zip.open)
        elif tarfile.is_tarfile(archive):
            with tarfile.open(archive) as tar:
                unpack([m.name for m in tar.getmembers() if m.isfile()], tar.extractfile)
        else: sys.exit('it is neither a ZIP nor a tar archive')
    except Exception as error: sys.exit(f'it is damaged, or cannot be unpacked: {error}')
    """
}
