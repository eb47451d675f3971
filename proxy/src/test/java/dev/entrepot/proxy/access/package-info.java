/** Who may ask, without a network: a configuration, an address, a header. */
@NullMarked
package dev.entrepot.proxy.access;

import org.jspecify.annotations.NullMarked;
