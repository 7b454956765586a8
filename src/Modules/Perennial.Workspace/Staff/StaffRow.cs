using System.Collections.Frozen;
using System.Security.Cryptography;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Staff;

/// <summary>Somebody of the shop as she stands in the database; Identity's user.</summary>
internal sealed class StaffRow
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    /// <summary>The address folded: what is unique.</summary>
    public string EmailKey { get; set; } = "";

    /// <summary>Name of a <see cref="StaffRole"/>, in small letters.</summary>
    public string RoleCode { get; set; } = "";

    /// <summary>Codes of stores, a line each; null for the whole shop.</summary>
    public string? Stores { get; set; }

    public string? Language { get; set; }

    public string? PasswordHash { get; set; }

    /// <summary>Changes with everything that ends sessions.</summary>
    public string Stamp { get; set; } = "";

    public bool TwoFactor { get; set; }

    /// <summary>Half minute of the last code of her authenticator that was used; null for none.</summary>
    public long? LastStep { get; set; }

    /// <summary>Sealed.</summary>
    public byte[]? Authenticator { get; set; }

    /// <summary>Sealed.</summary>
    public byte[]? Recovery { get; set; }

    /// <summary>Tries without success since the last that had it; changed by statements of its own, as many may try at once.</summary>
    public int Failures { get; set; }

    public long? LockedUntil { get; set; }

    public long? Disabled { get; set; }

    public long Created { get; set; }

    public long? LastSeen { get; set; }

    public int Version { get; set; }

    public StaffRole Role => Enum.Parse<StaffRole>(RoleCode, ignoreCase: true);

    /// <summary>Whether she may sign in at all.</summary>
    public bool IsActive => Disabled is null;

    /// <summary>How her id looks outside.</summary>
    public string PublicId => Kernel.Ids.PublicId.Write("stf", Id);

    /// <summary>Codes of stores as they are kept; null for the whole shop.</summary>
    public static IReadOnlySet<string>? StoresOf(string? kept) => kept?.Split('\n').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>How stores are kept: null for the whole shop.</summary>
    public static string? KeptStores(IReadOnlyCollection<string>? codes) =>
        codes is null ? null : string.Join('\n', codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>An address as it is compared, the way Identity folds it.</summary>
    public static string KeyOf(string email) => email.Normalize().ToUpperInvariant();

    /// <summary>A stamp that no session has.</summary>
    public static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>How a role is kept.</summary>
    public static string CodeOf(StaffRole role) => role.ToString().ToLowerInvariant();

    private const string Columns = """
        id as Id, name as Name, email as Email, email_key as EmailKey, role as RoleCode, stores as Stores, language as Language,
        password_hash as PasswordHash, stamp as Stamp, two_factor as TwoFactor, last_step as LastStep,
        authenticator as Authenticator, recovery as Recovery, failures as Failures, locked_until as LockedUntil, disabled as Disabled,
        created as Created, last_seen as LastSeen, version as Version
        """;

    public const string FindSql = $"select {Columns} from staff where id = @id";

    public const string LockSql = FindSql + " {{for_update}}";

    public const string FindByEmailSql = $"select {Columns} from staff where email_key = @key";

    public const string ListSql = $"select {Columns} from staff order by id";

    public const string AddSql = """
        insert into staff (id, name, email, email_key, role, stores, language, password_hash, stamp, two_factor, authenticator, recovery,
            failures, locked_until, disabled, created, last_seen, version)
        values (@Id, @Name, @Email, @EmailKey, @RoleCode, @Stores, @Language, @PasswordHash, @Stamp, @TwoFactor, @Authenticator, @Recovery,
            @Failures, @LockedUntil, @Disabled, @Created, @LastSeen, 1)
        on conflict (email_key) do nothing
        """;

    public const string ChangeSql = """
        update staff set name = @Name, email = @Email, email_key = @EmailKey, role = @RoleCode, stores = @Stores, language = @Language,
            password_hash = @PasswordHash, stamp = @Stamp, two_factor = @TwoFactor, authenticator = @Authenticator, recovery = @Recovery,
            disabled = @Disabled, version = version + 1
        where id = @Id and version = @Version
        """;
}
