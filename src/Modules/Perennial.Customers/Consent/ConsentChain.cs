using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Consent;

/// <summary>A row of the ledger. It holds ids, codes, times and hashes, and no personal data.</summary>
internal sealed record ConsentRow(Guid Customer, long Sequence, Guid Entry, string Purpose, string Channel, ConsentKind Kind)
{
    public bool IsClaimed { get; init; }

    public ConsentProofKind Proof { get; init; }

    public Instant? Happened { get; init; }

    public Instant Recorded { get; init; }

    public Instant? Confirmed { get; init; }

    public string Source { get; init; } = "";

    public string Actor { get; init; } = "";

    public Guid? Text { get; init; }

    /// <summary>Salted hash of what proves it; null for nothing.</summary>
    public byte[]? ProofHash { get; init; }

    public byte[] PreviousHash { get; init; } = [];

    public byte[] RowHash { get; init; } = [];

    /// <summary>When it counts from: when it was said, or when it was written down where nobody knows.</summary>
    public Instant Effective => Happened ?? Recorded;
}

/// <summary>Personal data that prove a consent, beside the ledger.</summary>
internal sealed record ConsentEvidence(Guid Customer, long Sequence, byte[] Salt, string? Ip, string? Address);

/// <summary>The chain of a customer's rows: each holds the hash of the one before and of its own content.</summary>
internal static class ConsentChain
{
    private const int SaltBytes = 16;

    /// <summary>What the first row of a chain stands on: the customer's id, so that chains cannot be exchanged.</summary>
    public static byte[] Start(Guid customer) => SHA256.HashData(Encoding.ASCII.GetBytes("consents:" + customer.ToString("N")));

    /// <summary>A row with its hash.</summary>
    public static ConsentRow Seal(ConsentRow row, byte[] previous)
    {
        var linked = row with { PreviousHash = previous };
        return linked with { RowHash = Hash(linked) };
    }

    /// <summary>The hash that a row must have.</summary>
    public static byte[] Hash(ConsentRow row) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
    [
        Convert.ToHexStringLower(row.PreviousHash), row.Customer.ToString("N"), Number(row.Sequence), row.Entry.ToString("N"),
        row.Purpose, row.Channel, Number((int)row.Kind), row.IsClaimed ? "1" : "0", Number((int)row.Proof), Time(row.Happened),
        Time(row.Recorded), Time(row.Confirmed), row.Source, row.Actor, row.Text?.ToString("N") ?? "-",
        row.ProofHash is null ? "-" : Convert.ToHexStringLower(row.ProofHash),
    ])));

    /// <summary>New salt, without which the hash of an address could be found by trying all of them.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltBytes);

    /// <summary>The hash of what proves a consent.</summary>
    public static byte[] Hash(ConsentEvidence evidence) => SHA256.HashData(
        [.. evidence.Salt, .. Encoding.UTF8.GetBytes($"{evidence.Ip}\n{evidence.Address}")]);

    private static string Time(Instant? time) => time is { } known ? Number(Micros.Of(known)) : "-";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
