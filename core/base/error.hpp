#pragma once

#include "core/base/source.hpp"

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl {

// A failure that ends the work: what happened, where, and the next step.
//
// Thrown at the edges, caught where a command, a service's loop or a thread ends. The kind decides the exit status.
class Error : public std::exception {
public:
    enum class Kind {
        usage,    // 2: the command line is wrong
        input,    // 3: an input, an output or the configuration
        service,  // 4: a broker, database or server that can't be reached or refused
    };

    // `message` is one sentence naming the thing, without a full stop.
    Error(Kind kind, std::string message);

    // Builders, so that a throw reads as the message will:
    //     throw Error(Error::Kind::input, "can't read `x`").seen("mode 600").help("`chmod 644 x`");
    Error&& seen(std::string text) &&;  // a fact found while looking
    Error&& from(std::string text) &&;  // who named the thing at fault
    Error&& help(std::string text) &&;  // a next step that can be pasted
    // The place, and the words under its carets.
    Error&& at(Location place, std::string label) &&;

    struct Detail {
        std::string_view name;  // "seen", "from" or "help"
        std::string text;
    };

    Kind kind() const { return kind_; }
    const std::string& message() const { return message_; }
    const std::vector<Detail>& details() const { return details_; }
    const std::optional<Location>& place() const { return place_; }
    const std::string& place_label() const { return place_label_; }
    const char* what() const noexcept override { return message_.c_str(); }

private:
    Kind kind_;
    std::string message_;
    std::vector<Detail> details_;
    std::optional<Location> place_;
    std::string place_label_;
};

// `strerror` in lower case, as it reads within a sentence: "permission denied".
std::string system_reason(int error_number);

}  // namespace megactl
