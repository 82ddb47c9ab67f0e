#include "core/mail/mailer.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/os/file.hpp"
#include "core/os/random.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <system_error>
#include <utility>

namespace megactl::mail {
namespace {

namespace fs = std::filesystem;

std::string written(const Envelope& mail) {
    constexpr std::size_t dashes = 79;
    return mail.content + "\n" + std::string(dashes, '-') + "\n";
}

class ConsoleMailer final : public Mailer {
public:
    explicit ConsoleMailer(std::function<void(std::string_view)> write) : write_(std::move(write)) {}

    Sending send(const Envelope& mail) override {
        const std::lock_guard lock(mutex_);  // so that mails don't mix
        write_(written(mail));
        return {};
    }

private:
    std::mutex mutex_;
    std::function<void(std::string_view)> write_;
};

// `20261130-013142-`
std::string time_prefix() {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    std::string text = compact_time(now);
    std::ranges::replace_if(text, is_letter, '-');
    return text;
}

class FileMailer final : public Mailer {
public:
    explicit FileMailer(fs::path folder) : folder_(std::move(folder)) {}

    Sending send(const Envelope& mail) override {
        try {
            std::error_code failure;
            fs::create_directories(folder_, failure);  // what fails is told by the write
            constexpr mode_t owner_alone = 0600;       // links that change a password stand in it
            const fs::path file = folder_ / (time_prefix() + os::random_text("0123456789", 15) + ".log");
            os::write_atomically(file, written(mail), owner_alone);
            return {};
        } catch (const Error& error) {
            return {.fate = Sending::Fate::away, .reason = error.message()};
        }
    }

private:
    fs::path folder_;
};

class DroppingMailer final : public Mailer {
public:
    Sending send(const Envelope& /*mail*/) override { return {}; }
};

}  // namespace

std::unique_ptr<Mailer> console_mailer(std::function<void(std::string_view)> write) {
    return std::make_unique<ConsoleMailer>(std::move(write));
}

std::unique_ptr<Mailer> file_mailer(fs::path folder) {
    return std::make_unique<FileMailer>(std::move(folder));
}

std::unique_ptr<Mailer> dropping_mailer() {
    return std::make_unique<DroppingMailer>();
}

}  // namespace megactl::mail
