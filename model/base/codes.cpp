#include "model/base/codes.h"

#include "model/base/codes_istio.h"
#include "model/base/codes_meshwright.h"

#include <algorithm>

namespace meshwright::model {

namespace {

template <std::size_t N> constexpr bool isSorted(const CodeInfo (&table)[N]) {
    for (std::size_t i = 1; i < N; ++i)
        if (!(table[i - 1].code < table[i].code)) return false;
    return true;
}
static_assert(isSorted(kIstioCodes) && isSorted(kMeshwrightCodes));

template <std::size_t N> const CodeInfo* findIn(const CodeInfo (&table)[N], std::string_view code) {
    const auto* found = std::lower_bound(std::begin(table), std::end(table), code,
                                         [](const CodeInfo& info, std::string_view c) { return info.code < c; });
    return found != std::end(table) && found->code == code ? found : nullptr;
}

} // namespace

const CodeInfo* codeInfo(std::string_view code) {
    return code.starts_with("IST") ? findIn(kIstioCodes, code) : findIn(kMeshwrightCodes, code);
}

std::vector<CodeInfo> allCodes() {
    std::vector<CodeInfo> out(std::begin(kIstioCodes), std::end(kIstioCodes));
    out.insert(out.end(), std::begin(kMeshwrightCodes), std::end(kMeshwrightCodes));
    return out;
}

std::string_view whyOf(const Diagnostic& diagnostic) {
    if (!diagnostic.why.empty()) return diagnostic.why;
    const auto* info = codeInfo(diagnostic.code);
    return info ? info->why : std::string_view();
}

} // namespace meshwright::model
