using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Perennial.Kernel.Http;

/// <summary>What a request says about the version it was made from.</summary>
public static class Preconditions
{
    /// <summary>Whether the request may change a thing of this version: it names none, any, or this one in <c>If-Match</c>.</summary>
    public static bool Matches(this HttpContext http, long version)
    {
        var wanted = http.Request.Headers.IfMatch.ToString();
        return wanted.Length == 0 || wanted.Split(',', StringSplitOptions.TrimEntries)
            .Any(w => w == "*" || w == string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
    }
}
