package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file says, the loader answers with a configuration or with errors that have a line each. */
class ConfigMutationTest {

    private static final int ROUNDS = 2_000;
    private static final String[] SNIPPETS = {
        ": ",
        "\n",
        "  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "'",
        "\"",
        "#",
        "&a ",
        "*a",
        "!t ",
        "|",
        ">",
        "? ",
        "---\n",
        "%",
        "${X}",
        "${",
        "$${",
        "\t",
        "\u0000",
        "\uFEFF",
        "\uD83D\uDE00",
        "<<: ",
        "null",
        "~",
        "99999999999",
        "-1",
        "\\",
        "upstreams:",
        "password: ",
        "::",
        "https://",
        "@",
        "`",
        "\r",
        "...",
        "%YAML 1.2\n",
        "%TAG ! x\n",
        "\\ud800"
    };

    @Test
    void aMutatedFileNeverCrashesTheLoader(@TempDir Path directory) {
        Workplace workplace = new Workplace(directory).env("HUB_TOKEN", "x").env("X", "\n: [");
        Random random = new Random(20_261_123);

        for (int round = 0; round < ROUNDS; round++) {
            String mutated = ConfigReference.EXAMPLE;
            for (int change = random.nextInt(4); change >= 0; change--) {
                mutated = mutate(mutated, random);
            }
            workplace.yaml(mutated);
            assertLoadsOrExplains(workplace, mutated);
        }
    }

    private static void assertLoadsOrExplains(Workplace workplace, String yaml) {
        try {
            EffectiveConfiguration effective = workplace.read(Optional.empty());
            assertThat(ConfigPrinter.print(effective)).isNotEmpty();
        } catch (ConfigException e) {
            assertThat(e.errors()).as(yaml).isNotEmpty().allSatisfy(error -> {
                assertThat(error.message()).isNotBlank();
                assertThat(error.remedy()).isNotBlank();
                assertThat(error.toString().lines()).hasSize(1 + error.excerpt().size());
            });
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("the loader failed with " + e + " on\n" + yaml, e);
        }
    }

    private static String mutate(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(12));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at) + text.substring(end);
            case 1 -> text.substring(0, at) + (char) random.nextInt(0x20, 0x2100) + text.substring(at);
            case 2 -> text.substring(0, end) + text.substring(at);
            case 3 -> {
                int from = random.nextInt(text.length() + 1);
                yield text.substring(0, at)
                        + text.substring(from, Math.min(text.length(), from + 20))
                        + text.substring(end);
            }
            default -> text.substring(0, at) + SNIPPETS[random.nextInt(SNIPPETS.length)] + text.substring(at);
        };
    }
}
