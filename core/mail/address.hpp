#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>

namespace megactl::mail {

// Who writes or receives: `ada@example.org`, `Ada Lovelace <ada@example.org>`.
struct Address {
    std::string name;  // as people read it; may be empty
    std::string mailbox;
};

// Refuses what a mail server could take for something else: line ends and controls, blanks, several addresses.
// Mailboxes are ASCII here: others would need SMTPUTF8 or IDNA.
Result<Address> parse_address(std::string_view text);

// As it stands in a header, the name encoded where it has to be.
std::string header_text(const Address& address);

}  // namespace megactl::mail
