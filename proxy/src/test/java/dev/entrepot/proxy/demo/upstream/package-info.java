/** The demonstration's upstream: its images are images, and it misbehaves exactly as told. */
@NullMarked
package dev.entrepot.proxy.demo.upstream;

import org.jspecify.annotations.NullMarked;
