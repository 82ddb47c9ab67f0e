#pragma once

#include "core/project/facts.hpp"
#include "core/project/shell.hpp"
#include "core/project/tls_pair.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// How what somebody says of a certificate, a key or the hosts becomes an input of the checks.
namespace megactl::project {

inline constexpr std::string_view certificate_variable = "SERVER_TLS_CERT";
inline constexpr std::string_view key_variable = "SERVER_TLS_KEY";
inline constexpr std::string_view hosts_variable = "DJANGO_ALLOWED_HOSTS";

// Masks what is no path: it may be the key itself.
void hide_content(TlsInput& input);

// Looks at the file of this host that has the input, unless it is known already.
void read_file(TlsInput& input, const std::filesystem::path& file);

// Notes that the container has no file at the path. `beside` are those that it has there, `otherwise` what would bring
// this one, told where none of them is probably meant.
void note_absent(TlsInput& input, const std::vector<std::string>& beside, std::string_view otherwise);

// May an image that is made here set the variable? Then it may be set wherever the image is not known.
bool may_be_set_by_image(const Facts& facts, std::string_view variable);

// The words of a command, parted by blanks.
std::string words_of(const ShellCommand& command);

// The hosts of a list. Commas part them, and blanks as well: settings split as they like.
std::vector<std::string> host_entries(std::string_view text);

}  // namespace megactl::project
