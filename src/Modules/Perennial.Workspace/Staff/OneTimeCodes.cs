using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Codes of six digits that an authenticator shows for half a minute (RFC 6238, with the settings that all of them know). A code is
/// good once: what was used, and all before it, is refused.
/// </summary>
internal sealed class OneTimeCodes(Db db, StaffSecrets secrets, TimeProvider clock) : IUserTwoFactorTokenProvider<StaffRow>
{
    private const int StepSeconds = 30;
    private const int Digits = 6;
    private const int KeyBytes = 20;

    // Clocks of phones go wrong by that much.
    private const int StepsAround = 1;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A key for an authenticator, in base 32.</summary>
    public static string NewKey() => RandomNumberGenerator.GetString(Base32, KeyBytes * 8 / 5);

    public Task<string> GenerateAsync(string purpose, UserManager<StaffRow> manager, StaffRow user) => Task.FromResult("");

    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<StaffRow> manager, StaffRow user) => Task.FromResult(user.Authenticator is not null);

    public Task<bool> ValidateAsync(string purpose, string token, UserManager<StaffRow> manager, StaffRow user) =>
        TakeAsync(user, token, CancellationToken.None);

    /// <summary>Whether a code is hers and was not used; from now on it is.</summary>
    public async Task<bool> TakeAsync(StaffRow person, string? code, CancellationToken cancellation)
    {
        if (secrets.OpenKey(person) is not { } key || StepOf(key, code, Instant.FromDateTimeOffset(clock.GetUtcNow())) is not { } step)
        {
            return false;
        }

        // Two requests may bring the same code at once: the database lets one of them have it.
        return await db.WriteAsync(unit => unit.ExecuteAsync(
            "update staff set last_step = @step where id = @id and (last_step is null or last_step < @step)", new { step, id = person.Id }),
            cancellation) > 0;
    }

    /// <summary>The half minute that a code is of, near a time; null where it is of none.</summary>
    public static long? StepOf(string key, string? code, Instant now)
    {
        var given = new string([.. (code ?? "").Where(char.IsAsciiDigit)]);
        if (given.Length != Digits)
        {
            return null;
        }

        var at = now.ToUnixTimeSeconds() / StepSeconds;
        for (var step = at - StepsAround; step <= at + StepsAround; step++)
        {
            if (CodeOf(key, step) == given)
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>The code of a half minute.</summary>
    public static string CodeOf(string key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(BytesOf(key), counter);
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] BytesOf(string key)
    {
        var (bytes, held, bits) = (new List<byte>(KeyBytes), 0, 0);
        foreach (var digit in key)
        {
            held = ((held << 5) | Base32.IndexOf(digit, StringComparison.Ordinal)) & 0xFFFF;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)((held >> bits) & 0xFF));
            }
        }

        return [.. bytes];
    }
}
