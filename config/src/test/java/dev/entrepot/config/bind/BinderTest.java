package dev.entrepot.config.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.config.source.ConfigError;
import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Origin;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Forms of keys that the binder knows and the configuration may come to need. */
class BinderTest {

    record Top(
            @Key(description = "", byDefault = "50GiB") ByteSize capacity,
            @Key(description = "", byDefault = "false") boolean offline,
            @Key(description = "", byDefault = "a,b") List<String> names,
            @Key(description = "") Tier tier,
            @Key(description = "") Optional<Bucket> s3) {}

    record Tier(@Key(description = "", byDefault = "3") int tries) {
        Tier {
            if (tries == 13) {
                throw new IllegalArgumentException("13 is bad luck");
            }
        }
    }

    record Bucket(
            @Key(description = "") String bucket,
            @Key(description = "") Secret secretKey,
            @Key(description = "") List<Integer> parts) {}

    record Keyless(String name) {}

    record Foreign(@Key(description = "") StringBuilder text) {}

    private static final RecordShape<Top> SHAPE = RecordShape.of(Top.class);

    private final Problems problems = new Problems();

    private Optional<Top> bind(Map<String, String> variables) {
        Setting.Mapping settings = new Overrides("APP", SHAPE).fromEnvironment(variables, problems);
        return new Binder(Path.of("/app"), problems).bind(SHAPE, settings);
    }

    private List<String> errors(Map<String, String> variables) {
        assertThat(bind(variables)).isEmpty();
        return problems.sorted().stream().map(ConfigError::toString).toList();
    }

    @Test
    void everyFormHasADefault() {
        assertThat(bind(Map.of()))
                .contains(new Top(new ByteSize(50L << 30), false, List.of("a", "b"), new Tier(3), Optional.empty()));
    }

    @Test
    void aSectionIsOverriddenKeyByKey() {
        assertThat(bind(Map.of("APP_TIER_TRIES", "5")))
                .get()
                .extracting(Top::tier)
                .isEqualTo(new Tier(5));
    }

    @Test
    void anOptionalSectionIsThereWhenOneOfItsKeysIs() {
        assertThat(bind(Map.of("APP_S3_BUCKET", "b", "APP_S3_SECRET_KEY", "k", "APP_S3_PARTS", "1, 2")))
                .get()
                .extracting(Top::s3)
                .isEqualTo(Optional.of(new Bucket("b", new Secret("k"), List.of(1, 2))));
    }

    @Test
    void anOptionalSectionThatIsThereNeedsItsRequiredKeys() {
        assertThat(errors(Map.of("APP_S3_PARTS", "1,x")))
                .containsExactly(
                        "env APP_S3_PARTS: s3.bucket: is missing; give it a text, such as docker.io",
                        "env APP_S3_PARTS: s3.secret-key: is missing; give it a secret, such as ${TOKEN}",
                        "env APP_S3_PARTS: s3.parts[1]: 'x' is not a whole number; write digits only, such as 64");
    }

    @Test
    void aSecretsFileHasAVariableToo() {
        assertThat(errors(Map.of("APP_S3_BUCKET", "b", "APP_S3_SECRET_KEY_FILE", "none")))
                .containsExactly("env APP_S3_SECRET_KEY_FILE: s3.secret-key-file: '/app/none' cannot be read; "
                        + "create it, readable for the user that runs entrepot");
    }

    @Test
    void aBooleanIsTrueOrFalse() {
        assertThat(errors(Map.of("APP_OFFLINE", "yes")))
                .containsExactly("env APP_OFFLINE: offline: 'yes' is not true or false; write true or false");
    }

    @Test
    void aBadSizeIsAnError() {
        assertThat(errors(Map.of("APP_CAPACITY", "50G")))
                .containsExactly("env APP_CAPACITY: capacity: '50G' is not a size; did you mean '50GiB'?");
    }

    @Test
    void whatAConstructorRefusesIsAnError() {
        assertThat(errors(Map.of("APP_TIER_TRIES", "13")))
                .containsExactly("env APP_TIER_TRIES: tier: 13 is bad luck; correct the keys below it");
    }

    @Test
    void aSourceIsKnownForEveryValue() {
        Setting.Mapping settings = new Overrides("APP", SHAPE).fromEnvironment(Map.of("APP_OFFLINE", "true"), problems);
        Binder binder = new Binder(Path.of("/app"), problems);
        binder.bind(SHAPE, settings);

        assertThat(binder.sources())
                .containsEntry(
                        KeyPath.ROOT.child("offline"), Setting.Text.of("true", new Origin.Environment("APP_OFFLINE")))
                .containsKey(KeyPath.ROOT.child("tier").child("tries"))
                .hasSize(4);
    }

    @Test
    void aRecordComponentThatIsNoKeyIsAMistakeOfOurs() {
        assertThatThrownBy(() -> RecordShape.of(Keyless.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no @Key");
    }

    @Test
    void aTypeThatHasNoFormIsAMistakeOfOurs() {
        assertThatThrownBy(() -> RecordShape.of(Foreign.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key cannot be of type java.lang.StringBuilder");
    }
}
