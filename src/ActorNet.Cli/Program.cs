using ActorNet.Cli;

try
{
    return await ActorNetCommand.RunAsync(args, ProcessContext.Create());
}
catch (Exception fault)
{
    var failure = Failure.Of(fault, command: null);
    try
    {
        System.Console.Error.WriteLine(failure.Sentence);
    }
    catch (IOException)
    {
        // Standard error is a file on a full disk: the exit code is all that can be said.
    }

    return failure.ExitCode;
}
