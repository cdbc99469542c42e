namespace ActorNet.Learning.Tests;

public class InvalidInputExceptionTests
{
    [Theory]
    [InlineData("BatchSize", 0, "Batch size is 0; allowed is a whole number from 1.")]
    [InlineData("L2", -0.5f, "L2 is -0.5; allowed is a whole number from 1.")]
    [InlineData("ACTORNET_DATA", "x", "ACTORNET_DATA is 'x'; allowed is a whole number from 1.")]
    [InlineData("--out", "", "--out is empty; allowed is a whole number from 1.")]
    [InlineData("Join", null, "Join is missing; allowed is a whole number from 1.")]
    [InlineData("IsInsecure", true, "Is insecure is on; allowed is a whole number from 1.")]
    public void Message_names_the_parameter_its_value_and_what_is_allowed(string parameter, object? value, string message)
    {
        var fault = new InvalidInputException(parameter, value, "a whole number from 1");
        Assert.Equal((parameter, message), (fault.Parameter, fault.Message));
    }

    [Fact]
    public void Advice_keeps_its_references_to_parameters()
    {
        var fault = new InvalidInputException("Patience", 3, "a number", $"set {new ParameterName("ValidationSamples")} to {1000:N0} too");

        Assert.Equal("Patience is 3; allowed is a number; set validation samples to 1,000 too.", fault.Message);
        Assert.Equal("<Patience> is 3; allowed is a number; set <ValidationSamples> to 1,000 too.", fault.MessageWith(
            parameter => $"<{parameter.Name}>"));
    }

    [Fact]
    public void Thing_that_is_no_parameter_is_described_in_one_sentence()
    {
        var cause = new IOException("The disk is\ngone.");
        var fault = InvalidInputException.Of("File 'a.'", $"cannot be read ({cause})", "it has 3 bytes", "copy it again", cause);

        Assert.Equal("File 'a.' cannot be read (The disk is gone); it has 3 bytes; copy it again.", fault.Message);
        Assert.Same(cause, fault.InnerException);
        Assert.Null(fault.Parameter);
    }

    [Fact]
    public void Question_has_no_full_stop() => Assert.Equal(
        "Cost is 'nnl'; allowed is nll; did you mean nll?", new InvalidInputException("Cost", "nnl", "nll", "did you mean nll?").Message);

    [Theory]
    [InlineData(0, 1, 4, "a whole number from 1 to 4")]
    [InlineData(5, 1, 4, "a whole number from 1 to 4")]
    [InlineData(0, 1, int.MaxValue, "a whole number from 1")]
    public void Number_outside_its_range_is_rejected(int value, int min, int max, string allowed)
    {
        var fault = Assert.Throws<InvalidInputException>(() => InvalidInputException.ThrowIfOutside(value, min, max, "Epochs"));
        Assert.Equal($"Epochs is {value}; allowed is {allowed}.", fault.Message);
    }

    [Fact]
    public void Number_in_its_range_or_missing_is_accepted()
    {
        InvalidInputException.ThrowIfOutside(null, 1, 4);
        InvalidInputException.ThrowIfOutside(1, 1, 4);
        InvalidInputException.ThrowIfOutside(4, 1, 4);
    }
}
