using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Perennial.Kernel.Words;

namespace Perennial.Cli;

/// <summary>A server as the commands talk to it: JSON there and back, refusals in words.</summary>
internal sealed class ServerConnection : IDisposable
{
    private const string ProblemType = "application/problem+json";
    private readonly HttpClient client;

    public ServerConnection(Uri server, string key)
    {
        client = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue(Language.Current.Code));
    }

    /// <summary>Sends and reads what comes back.</summary>
    /// <exception cref="ServerRefusedException">The server says no, or is none.</exception>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var answer = await AnswerAsync(method, path, content, cancellation);
        try
        {
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation)) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new ServerRefusedException(CliWords.Book["server.no_server", ("server", client.BaseAddress)], e);
        }
    }

    /// <summary>Fetches a file.</summary>
    /// <returns>How many parts it has.</returns>
    public async Task<int> FetchAsync(string path, string to, CancellationToken cancellation)
    {
        using var answer = await AnswerAsync(HttpMethod.Get, path, null, cancellation);
        await using var file = new FileStream(to, FileMode.Create, FileAccess.Write);
        await answer.Content.CopyToAsync(file, cancellation);
        return answer.Headers.TryGetValues("Perennial-Parts", out var parts) && int.TryParse(parts.First(), out var count) ? count : 1;
    }

    /// <summary>Takes a thing away.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellation) =>
        (await AnswerAsync(HttpMethod.Delete, path, null, cancellation)).Dispose();

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        HttpResponseMessage answer;
        try
        {
            answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new ServerRefusedException(CliWords.Book["server.away", ("server", client.BaseAddress), ("detail", e.Message)], e);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            var isProblem = answer.Content.Headers.ContentType?.MediaType == ProblemType;
            var problem = isProblem ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation)) : null;
            var fields = (problem?["errors"] as JsonArray ?? []).Select(e => $"{e!["field"]}: {e["message"]}");
            throw new ServerRefusedException(problem is null
                ? CliWords.Book["server.no_server", ("server", client.BaseAddress)]
                : string.Join('\n', [(string)problem["title"]!, .. fields]), null);
        }
    }
}

/// <summary>The server says no, in words for people.</summary>
internal sealed class ServerRefusedException(string message, Exception? cause) : Exception(message, cause);
