// Requests on one connection, at once and byte by byte: both must find the same requests and end the same way.

#include "core/http/body.hpp"
#include "core/http/request.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using megactl::http::BodySkipper;
using megactl::http::Request;
using megactl::http::RequestReader;

// A connection as the server sees it; what it found, as a text.
class Connection {
public:
    void receive(std::string_view bytes) {
        pending_ += bytes;
        std::string_view input = pending_;
        while (!is_closed_ && step(input)) {
        }
        pending_.erase(0, pending_.size() - input.size());
    }

    const std::string& found() const { return found_; }

private:
    bool step(std::string_view& input) {
        if (in_body_) {
            const auto progress = body_.skip(input);
            if (progress == BodySkipper::Progress::refused) close("body");
            if (progress != BodySkipper::Progress::complete) return false;
            in_body_ = false;
        }
        const auto progress = reader_.read(input, request_);
        if (progress == RequestReader::Progress::refused) close(std::to_string(reader_.status()));
        if (progress != RequestReader::Progress::complete) return false;
        found_.append(request_.method).append(" ").append(request_.path).append(request_.query);
        found_.append(" ").append(request_.host.value_or("?")).append(request_.keeps_alive ? " keep" : " close");
        for (const auto& header : request_.headers())
            found_.append("\n").append(header.name).append(":").append(header.value);
        found_ += '\n';
        if (request_.path.front() != '/') __builtin_trap();
        input.remove_prefix(reader_.head_size());
        body_ = BodySkipper(request_.framing, request_.body_length);
        in_body_ = true;
        return true;
    }

    void close(std::string_view why) {
        found_.append("refused ").append(why);
        is_closed_ = true;
    }

    std::string pending_;
    std::string found_;
    Request request_;
    RequestReader reader_;
    BodySkipper body_;
    bool in_body_ = false;
    bool is_closed_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    Connection at_once;
    at_once.receive(input);
    Connection by_byte;
    for (const char byte : input)
        by_byte.receive(std::string_view(&byte, 1));
    if (at_once.found() != by_byte.found()) __builtin_trap();
    return 0;
}
