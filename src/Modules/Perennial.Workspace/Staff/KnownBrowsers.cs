using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Browsers in which somebody signed in before. Tries from one of them are counted for it alone, so that whoever guesses her password
/// from elsewhere locks others out and not her; a browser that guesses itself is known no longer. After OWASP's device cookies.
/// </summary>
internal sealed class KnownBrowsers(IDataProtectionProvider protection)
{
    private const string Cookie = "known";
    private const int CountedMax = 10_000;
    private const int IdBytes = 16;
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(365);

    private readonly IDataProtector protector = protection.CreateProtector("staff:known-browser");
    private readonly ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);

    /// <summary>Counts a try of a browser in which this person signed in before.</summary>
    /// <returns>Whether the browser is hers and has tries left.</returns>
    public bool TakeTry(HttpContext http, StaffRow person)
    {
        if (Read(http, person) is not { } browser)
        {
            return false;
        }

        if (failures.Count >= CountedMax)
        {
            failures.Clear();
        }

        return failures.AddOrUpdate(browser, 1, (_, tries) => tries + 1) <= Entrance.TriesMax;
    }

    /// <summary>Takes one try of a browser back, which had success; those before stay counted, so that a right password buys no codes.</summary>
    public void Forgive(HttpContext http, StaffRow person)
    {
        if (Read(http, person) is { } browser)
        {
            failures.AddOrUpdate(browser, 0, (_, tries) => Math.Max(0, tries - 1));
        }
    }

    /// <summary>Makes the browser known as hers.</summary>
    public void Keep(HttpContext http, StaffRow person)
    {
        var text = string.Join(':', person.Id.ToString("N", CultureInfo.InvariantCulture), person.Stamp,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)));
        http.Response.Cookies.Append(HostCookies.Name(http, Cookie), protector.Protect(text), HostCookies.Options(http, KnownFor));
    }

    // With another password, role or second factor she has another stamp: it is known no longer.
    private string? Read(HttpContext http, StaffRow person)
    {
        try
        {
            return http.Request.Cookies[HostCookies.Name(http, Cookie)] is { } kept && protector.Unprotect(kept).Split(':') is [var id, var stamp,
                var browser] && id == person.Id.ToString("N", CultureInfo.InvariantCulture) && stamp == person.Stamp ? browser : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
