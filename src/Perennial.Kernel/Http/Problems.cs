using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Perennial.Kernel.Words;

namespace Perennial.Kernel.Http;

/// <summary>
/// Refusals as answers by HTTP: RFC 9457 problem details with a stable code, and every field that is wrong; for people who
/// look at pages, a page (<see cref="IProblemPage"/>). The one place where that is decided.
/// </summary>
/// <param name="books">Where the words of codes stand.</param>
public sealed class Problems(IReadOnlyList<WordBook> books)
{
    private const string Namespace = "urn:perennial:problem:";
    private const string ProgramsPath = "/v1";

    /// <summary>Words for the codes that Kernel gives, and for those that any module may give.</summary>
    public static WordBook OwnWords { get; } = WordBook.Load(typeof(Problems).Assembly);

    /// <summary>The status of a refusal.</summary>
    public static int Status(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => StatusCodes.Status400BadRequest,
        RefusalKind.Unauthorized => StatusCodes.Status401Unauthorized,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Missing => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Changed => StatusCodes.Status412PreconditionFailed,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        RefusalKind.Full => StatusCodes.Status507InsufficientStorage,
        RefusalKind.Failed => StatusCodes.Status500InternalServerError,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of refusal."),
    };

    /// <summary>Answers with a refusal, in the language of the request.</summary>
    public async Task WriteAsync(HttpContext http, Refusal refusal)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        if (IsForPeople(http.Request) && http.RequestServices?.GetService(typeof(IProblemPage)) is IProblemPage page)
        {
            http.Response.StatusCode = Status(refusal.Kind);
            http.Response.Headers.CacheControl = "no-store";
            await page.WriteAsync(http, refusal, Words(refusal.Code, refusal.Detail));
            return;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Json.Writing))
        {
            Write(json, refusal, http.TraceIdentifier);
        }

        http.Response.StatusCode = Status(refusal.Kind);
        http.Response.ContentType = "application/problem+json";
        http.Response.ContentLength = buffer.WrittenCount;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }

    // Whoever takes a page is a person, except where programs ask.
    private static bool IsForPeople(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && !request.Path.StartsWithSegments(ProgramsPath, StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a refusal as an object, as it stands alone or within the answer to many.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="trace">What finds the request in the log; null within an answer to many.</param>
    public void Write(Utf8JsonWriter json, Refusal refusal, string? trace = null)
    {
        json.WriteStartObject();
        json.WriteString("type", Namespace + refusal.Code);
        json.WriteString("title", Words(refusal.Code, refusal.Detail));
        json.WriteNumber("status", Status(refusal.Kind));
        json.WriteString("code", refusal.Code);
        if (refusal.Detail is not null)
        {
            json.WriteString("about", refusal.Detail);
        }

        if (refusal.Fields.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var field in refusal.Fields)
            {
                json.WriteStartObject();
                json.WriteString("field", field.Field);
                json.WriteString("code", field.Code);
                json.WriteString("message", Words(field.Code, field.Detail));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (trace is not null)
        {
            json.WriteString("trace", trace);
        }

        json.WriteEndObject();
    }

    /// <summary>What a code says. A code whose words are missing is a defect that a test holds; it then speaks for itself.</summary>
    public string Words(string code, string? detail) =>
        books.FirstOrDefault(b => b.Has(code)) is { } book ? book[code, ("detail", detail)] : code;
}

/// <summary>Shows a refusal to somebody who looks at pages.</summary>
public interface IProblemPage
{
    /// <summary>Writes the page; the status is set. It asks the database nothing: that may be what is away.</summary>
    /// <param name="http">The request.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="words">What it says, in the language of the request.</param>
    Task WriteAsync(HttpContext http, Refusal refusal, string words);
}
