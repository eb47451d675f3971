package dev.entrepot.testkit.real;

import java.nio.file.Path;

/**
 * A container image from what is at hand, without any registry: the JDK of this process, the libraries that it needs, and
 * one program.
 */
final class JavaImage {

    private static final String SCRIPT = """
            root=$0 home=$1 jar=$2
            mkdir -p "$root/jdk/bin" "$root/jdk/lib" "$root/tmp" "$root/etc"
            cp -L "$home/bin/java" "$root/jdk/bin"
            cp -rL "$home/conf" "$root/jdk"
            for file in "$home"/lib/*; do
                case $file in */src.zip | */ct.sym) ;; *) cp -rL "$file" "$root/jdk/lib" ;; esac
            done
            find "$home/bin/java" "$home/lib/" -name '*.so' -o -name java -type f | xargs ldd 2>/dev/null |
                grep -o '/[^ :]*' | sort -u | while read -r library; do
                case $library in "$home"*) ;; *) [ ! -f "$library" ] || cp -L --parents "$library" "$root" ;; esac
            done
            cp "$jar" "$root/program.jar"
            echo root:x:0:0:root:/:/bin/sh >"$root/etc/passwd"
            """;

    private JavaImage() {}

    /** Makes an image {@code name} with {@code /jdk/bin/java} and {@code /program.jar}. */
    static void build(PodmanEngine engine, Path root, Path jar, String name) {
        CommandResult.run("sh", "-euc", SCRIPT, root.toString(), System.getProperty("java.home"), jar.toString())
                .orThrow();
        engine.load(root, name);
    }
}
