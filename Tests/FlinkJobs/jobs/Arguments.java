package dev.drey.jobs;

/** A job's arguments: {@code --name value} pairs and {@code --flag}s. */
final class Arguments {
    private final String[] words;

    Arguments(String[] words) {
        this.words = words;
    }

    String get(String name, String otherwise) {
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals("--" + name)) return words[i + 1];
        }
        return otherwise;
    }

    long get(String name, long otherwise) {
        return Long.parseLong(get(name, Long.toString(otherwise)));
    }

    boolean has(String name) {
        for (String word : words) {
            if (word.equals("--" + name)) return true;
        }
        return false;
    }
}
