package dev.entrepot.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** One process fuzzes one target, and starting takes longer than a short run: so all of them are one here. */
class EveryParserFuzzTest {

    private static final List<Target> TARGETS = Stream.of(
                    "dev.entrepot.core.oci.DigestFuzzTest",
                    "dev.entrepot.core.oci.ReferenceFuzzTest",
                    "dev.entrepot.core.oci.RequestedRangeFuzzTest",
                    "dev.entrepot.proxy.hosts.HostsReaderFuzzTest",
                    "dev.entrepot.proxy.http.RequestRulesFuzzTest",
                    "dev.entrepot.proxy.http.RouteParserFuzzTest",
                    "dev.entrepot.proxy.manifest.JsonManifestFuzzTest",
                    "dev.entrepot.proxy.upstream.ContentRangeFuzzTest",
                    "dev.entrepot.proxy.upstream.NextPageFuzzTest",
                    "dev.entrepot.proxy.upstream.auth.ChallengeFuzzTest",
                    "dev.entrepot.proxy.upstream.auth.TokenGrantFuzzTest",
                    "dev.entrepot.proxy.upstream.http.UrisFuzzTest")
            .map(Target::of)
            .toList();

    @Test
    void everyTargetHasInputsToStartFrom() {
        assertThat(TARGETS).allSatisfy(target -> assertThat(target.inputs()).isNotEmpty());
    }

    /** @param input the number of a target, and what it gets */
    @MethodSource("inputs")
    @FuzzTest
    void noInputBreaksAPromise(byte[] input) throws Throwable {
        if (input.length > 0) {
            TARGETS.get((input[0] & 0xff) % TARGETS.size()).run(Arrays.copyOfRange(input, 1, input.length));
        }
    }

    static Stream<byte[]> inputs() {
        return IntStream.range(0, TARGETS.size())
                .boxed()
                .flatMap(number -> TARGETS.get(number).inputs().stream()
                        .map(input -> ByteBuffer.allocate(1 + input.length)
                                .put(number.byteValue())
                                .put(input)
                                .array()));
    }

    private record Target(Object test, Method method) {

        static Target of(String name) {
            try {
                Class<?> type = Class.forName(name);
                Method method = Arrays.stream(type.getDeclaredMethods())
                        .filter(candidate -> candidate.isAnnotationPresent(FuzzTest.class))
                        .findFirst()
                        .orElseThrow();
                method.setAccessible(true);
                var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                return new Target(constructor.newInstance(), method);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no target: " + name, e);
            }
        }

        void run(byte[] input) throws Throwable {
            try {
                method.invoke(test, (Object) input);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        /** Where Jazzer looks for them too. */
        List<byte[]> inputs() {
            URL folder = test.getClass().getResource(test.getClass().getSimpleName() + "Inputs/" + method.getName());
            try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                return files.sorted().map(Target::content).toList();
            } catch (IOException | URISyntaxException e) {
                throw new IllegalStateException("no inputs at " + folder, e);
            }
        }

        private static byte[] content(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
