package dev.entrepot.config.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record component a key of the configuration. Its name is the component's, with dashes: {@code tagTtl} is
 * {@code tag-ttl}. A component of type {@link dev.entrepot.config.value.Secret} is a second key as well, ending in
 * {@code -file}, that names a file with the value.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

    /** Sentences for the user, in Markdown. */
    String description();

    /**
     * As it would be written. Without one a key is required, except that an {@code Optional} is empty by default, a
     * list or map too, and a section is one of defaults.
     */
    String byDefault() default "";

    /** Whether a change takes effect while running; of a key at the top, and then of all below it. */
    boolean reloaded() default false;

    /** Of a number. */
    int min() default Integer.MIN_VALUE;

    /** Of a number. */
    int max() default Integer.MAX_VALUE;
}
