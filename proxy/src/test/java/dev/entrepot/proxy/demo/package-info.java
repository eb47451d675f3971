/** The demonstration: what it prints, what its clients notice, and one whole run. */
@NullMarked
package dev.entrepot.proxy.demo;

import org.jspecify.annotations.NullMarked;
