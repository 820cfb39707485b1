import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks Flink's own start script utility about memory, many times in one JVM.
 *
 * The file named by the first argument has one configuration per line: JM or TM, and key=value after each tab. For each,
 * standard output gets a line of JSON: {"lines":[...]} with what the utility would print, or {"error":"..."}.
 */
public class FlinkMemoryAnswers {
  private static final String UTILITY = "org.apache.flink.runtime.util.bash.BashJavaUtils";

  public static void main(String[] arguments) throws Exception {
    var output = System.out;
    System.setOut(System.err);
    var folder = Files.createTempDirectory("flink-memory-conf");
    var file = Files.writeString(folder.resolve("config.yaml"), "\n");
    try {
      for (var line : Files.readAllLines(Path.of(arguments[0]))) output.println(answer(line.split("\t", -1), folder));
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  private static String answer(String[] fields, Path folder) throws Exception {
    var arguments = new ArrayList<String>(List.of("--configDir", folder.toString()));
    for (int i = 1; i < fields.length; i++) arguments.addAll(List.of("-D", fields[i]));
    try {
      return "{\"lines\":[" + String.join(",", run(fields[0], arguments).stream().map(l -> quoted(l)).toList()) + "]}";
    } catch (InvocationTargetException e) {
      return "{\"error\":" + quoted(String.valueOf(e.getCause())) + "}";
    }
  }

  /** What main() does, without printing. */
  @SuppressWarnings("unchecked")
  private static List<String> run(String process, List<String> arguments) throws Exception {
    Class<?> command = Class.forName(UTILITY + "$Command");
    Method run = Class.forName(UTILITY).getDeclaredMethod("runCommand", command, String[].class);
    run.setAccessible(true);
    Object name = command.getMethod("valueOf", String.class).invoke(null, "GET_" + process + "_RESOURCE_PARAMS");
    return (List<String>) run.invoke(null, name, arguments.toArray(new String[0]));
  }

  private static String quoted(String text) {
    var json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') json.append('\\').append(c);
      else if (c < ' ') json.append(' ');
      else json.append(c);
    }
    return json.append('"').toString();
  }
}
