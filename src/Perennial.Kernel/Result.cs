using System.Diagnostics.CodeAnalysis;

namespace Perennial.Kernel;

/// <summary>What kind of refusal; decides the status of an answer by HTTP.</summary>
public enum RefusalKind
{
    /// <summary>The request cannot be understood: 400.</summary>
    Malformed,

    /// <summary>Nobody is known to ask: 401.</summary>
    Unauthorized,

    /// <summary>Who asks may not: 403.</summary>
    Forbidden,

    /// <summary>There is no such thing: 404.</summary>
    Missing,

    /// <summary>It does not fit what is there: 409.</summary>
    Conflict,

    /// <summary>It was changed meanwhile: 412.</summary>
    Changed,

    /// <summary>It is too much: 413.</summary>
    TooLarge,

    /// <summary>It is understood and not right: 422.</summary>
    Invalid,

    /// <summary>It came too often: 429.</summary>
    TooMany,

    /// <summary>It cannot be done now: 503.</summary>
    Unavailable,

    /// <summary>There is no room to store it: 507.</summary>
    Full,

    /// <summary>A defect of ours: 500.</summary>
    Failed,
}

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Its path, such as <c>lines[2].price</c>.</param>
/// <param name="Code">Stable code; its words stand in the module that gives it.</param>
/// <param name="Detail">The value or the bound it is about; never personal data.</param>
public sealed record FieldProblem(string Field, string Code, string? Detail = null);

/// <summary>An expected refusal.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Code">Stable code, such as <c>orders.currency_unknown</c>.</param>
public sealed record Refusal(RefusalKind Kind, string Code)
{
    /// <summary>What it is about, where one word says it; never personal data.</summary>
    public string? Detail { get; init; }

    /// <summary>Everything that is wrong, in a fixed order.</summary>
    public IReadOnlyList<FieldProblem> Fields { get; init; } = [];
}

/// <summary>A value, or the reason why there is none.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    /// <summary>Why there is no value; null when there is one.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether there is a value.</summary>
    public bool Succeeded => Refusal is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"There is no value: {Refusal.Code}.");

    /// <summary>The value, if there is one.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T got, [NotNullWhen(false)] out Refusal? refusal)
    {
        (got, refusal) = (value, Refusal);
        return refusal is null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}
